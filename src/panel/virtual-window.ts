/** The rows that have to be in the document, from `first` to before `end`. */
export interface VirtualWindow {
  readonly first: number;
  readonly end: number;
}

/** Rows beyond the edge, so that scrolling by a row or a page does not show a hole. */
const overscan = 8;

export function virtualWindow(
  scrollTop: number,
  viewportHeight: number,
  rowHeight: number,
  rowCount: number,
): VirtualWindow {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight) - overscan;
  const end = Math.ceil((Math.max(0, scrollTop) + viewportHeight) / rowHeight) + overscan;
  const clampedEnd = Math.min(rowCount, Math.max(0, end));
  return { first: Math.min(Math.max(0, first), clampedEnd), end: clampedEnd };
}

/** How many rows the window has at most: a row may take the element of the one that many rows away. */
export function windowSlots(viewportHeight: number, rowHeight: number): number {
  return Math.ceil(viewportHeight / rowHeight) + 1 + 2 * overscan;
}

/** Where to scroll so that a row is seen; where it stands already if it is. */
export function scrollTopFor(row: number, scrollTop: number, viewportHeight: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + viewportHeight) return top + rowHeight - viewportHeight;
  return scrollTop;
}

/** Which row a key of the keyboard leads to; undefined for any other key. */
export function rowForKey(key: string, row: number, rowCount: number, rowsPerPage: number): number | undefined {
  if (rowCount === 0) return undefined;
  const target = {
    ArrowDown: row + 1,
    ArrowUp: row < 0 ? rowCount - 1 : row - 1,
    PageDown: Math.max(0, row) + rowsPerPage,
    PageUp: row - rowsPerPage,
    Home: 0,
    End: rowCount - 1,
  }[key];
  return target === undefined ? undefined : Math.min(rowCount - 1, Math.max(0, target));
}
