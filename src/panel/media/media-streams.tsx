import { formatBytes } from "../../model/sizes";
import type { MediaReport } from "../../protocol/media-report";

/** What is fetched, with its estimate and what came of it. */
export function MediaStreams({ report }: { readonly report: MediaReport }) {
  const { streams, download } = report;
  if (streams.length === 0) return null;
  return (
    <section>
      <h2>Streams</h2>
      <div class="media-scroll">
        <table class="media-streams">
          <thead>
            <tr>
              <th scope="col">Stream</th>
              <th scope="col">Content</th>
              <th scope="col" class="number">
                Segments
              </th>
              <th scope="col" class="number">
                Estimated
              </th>
              {download !== undefined && (
                <th scope="col" class="number">
                  On disk
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {streams.map(({ id, title, segmentCount, estimatedBytes, bytes, complete }) => (
              <tr key={id}>
                <th scope="row">{id}</th>
                <td>{title}</td>
                <td class="number">{segmentCount}</td>
                <td class="number">{formatBytes(estimatedBytes)}</td>
                {download !== undefined && (
                  <td class="number">
                    {formatBytes(bytes ?? 0)}
                    {complete === true ? "" : ", incomplete"}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
