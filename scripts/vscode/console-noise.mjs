/**
 * Errors that the workbench always shows when it is installed from npm without native modules, without the extension
 * gallery, and without the parts that code-server itself would serve. Whatever else it says is worth reading.
 */
const EXPECTED = [
  /Could not locate the bindings file/, // @vscode/spdlog
  /Release\/watchdog/, // @vscode/native-watchdog
  /open-vsx\.org/,
  /_static\/out\/browser\/serviceWorker\.js/,
  /A bad HTTP response code \(404\) was received when fetching the script/,
  /\/vsda\/rust\/web\/|\/update\/check$/,
  /vscode\.typescript-language-features/, // when a folder becomes trusted
  /Long running operations during shutdown are unsupported in the web/, // when the window is reloaded
  /net::ERR_(NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|PROXY_CONNECTION_FAILED)/,
];

/**
 * @param {string} text
 * @param {string} url of the script or resource that it is about
 */
export function isExpectedConsoleError(text, url) {
  return EXPECTED.some((pattern) => pattern.test(text) || pattern.test(url));
}
