import { modeName } from "../model/mode-name";
import type { PanelProject, PanelSnapshot } from "../protocol/panel-messages";
import "./project-head.css";
import { post } from "./host-api";

/** Which app, which mode, and where its manifest really comes from. */
export function ProjectHead({
  project,
  projects,
}: {
  readonly project: PanelProject;
  readonly projects: PanelSnapshot["projects"];
}) {
  return (
    <header class="project-head">
      <h1>
        {projects.length > 1 ? (
          <select
            aria-label="App"
            value={project.infoPlistPath}
            onChange={(event) => post({ type: "selectProject", infoPlistPath: event.currentTarget.value })}
          >
            {projects.map(({ infoPlistPath, name, infoPlist }) => (
              <option key={infoPlistPath} value={infoPlistPath}>
                {projects.some((other) => other.name === name && other.infoPlistPath !== infoPlistPath)
                  ? `${name} (${infoPlist})`
                  : name}
              </option>
            ))}
          </select>
        ) : (
          project.name
        )}
        {project.version !== undefined && <span class="version"> {project.version}</span>}
      </h1>
      <button
        type="button"
        class="link"
        title={project.infoPlistPath}
        onClick={() => post({ type: "reveal", path: project.infoPlistPath, line: 0, character: 0 })}
      >
        {project.infoPlist}
      </button>
      <p class="source">
        <span>{modeName(project.mode)}</span>
        {project.manifestUrl !== undefined && (
          <span title={project.manifestUrl}>
            <span class="dim">manifest </span>
            {project.manifestUrl.replace(/^https:\/\//, "")}
          </span>
        )}
        {project.mappedHosts.length > 0 && (
          <span title={project.mappedHosts.map(({ from, to }) => `${from} → ${to}`).join("\n")}>
            <span class="dim">mapped to </span>
            {[...new Set(project.mappedHosts.map(({ to }) => to.replace(/^https?:\/\//, "")))].join(", ")}
          </span>
        )}
      </p>
    </header>
  );
}
