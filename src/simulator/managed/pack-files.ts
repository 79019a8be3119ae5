import type { DeviceState } from "../device-state";

/**
 * The files of a pack by their run-time paths; undefined where nobody knows: what is in a remote archive is known from
 * packaging manifests alone.
 */
export type PackFiles = (packId: string, version: string | undefined) => readonly string[] | undefined;

export type FileLookUp =
  | { readonly kind: "found"; readonly packId: string; readonly others: readonly string[] }
  /** It may be in one of these, whose contents are not known. */
  | { readonly kind: "unknown"; readonly packIds: readonly string[] }
  /** `elsewhere`: a pack that has it: one that was not searched, or that is not on the device. */
  | {
      readonly kind: "missing";
      readonly elsewhere: { readonly packId: string; readonly isOnDevice: boolean } | undefined;
    };

export interface FileQuestion {
  readonly path: string;
  /** Undefined: every pack that is on the device. */
  readonly packId: string | undefined;
  readonly state: DeviceState;
  readonly filesOf: PackFiles;
  /** Packs that the server offers. */
  readonly offered: readonly { readonly id: string; readonly version: number }[];
}

/** Where `contents(at:)` finds a path: all packs on the device share one namespace. */
export function lookUpFile({ path, packId, state, filesOf, offered }: FileQuestion): FileLookUp {
  const searched = [...state.assets.values()].filter(({ identifier }) => packId === undefined || identifier === packId);
  const holding: string[] = [];
  const unknown: string[] = [];
  for (const { identifier, version } of searched) {
    const files = filesOf(identifier, version);
    if (files === undefined) unknown.push(identifier);
    else if (files.includes(path)) holding.push(identifier);
  }
  const [first, ...others] = holding;
  if (first !== undefined) return { kind: "found", packId: first, others };
  if (unknown.length > 0) return { kind: "unknown", packIds: unknown };
  const beside = [...state.assets.values()].find(
    ({ identifier, version }) => filesOf(identifier, version)?.includes(path) === true,
  );
  if (beside !== undefined) return { kind: "missing", elsewhere: { packId: beside.identifier, isOnDevice: true } };
  const absent = offered.find(
    ({ id, version }) => !state.assets.has(id) && filesOf(id, String(version))?.includes(path) === true,
  );
  return { kind: "missing", elsewhere: absent && { packId: absent.id, isOnDevice: false } };
}
