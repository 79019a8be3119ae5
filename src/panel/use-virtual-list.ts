import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { scrollTopFor, type VirtualWindow, virtualWindow, windowSlots } from "./virtual-window";

export interface VirtualList {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly window: VirtualWindow;
  readonly rowsPerPage: number;
  /** Key of a row: elements are used again for other rows, since making new ones is what scrolling would cost. */
  readonly keyOf: (row: number) => number;
  readonly onScroll: () => void;
  readonly scrollToRow: (row: number) => void;
}

/**
 * Which rows of a long list have to be in the document, as the person scrolls and the panel is resized.
 * @param headHeight of what sticks to the top inside the scroller
 * @param onScrolled told where the list was scrolled to, to remember it
 */
export function useVirtualList(
  rowCount: number,
  rowHeight: number,
  headHeight: number,
  initialScrollTop = 0,
  onScrolled?: (scrollTop: number) => void,
): VirtualList {
  const scroller = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState({ scrollTop: initialScrollTop, height: 400 });

  const measure = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const measured = { scrollTop: element.scrollTop, height: Math.max(0, element.clientHeight - headHeight) };
    setViewport((before) =>
      before.scrollTop === measured.scrollTop && before.height === measured.height ? before : measured,
    );
  }, [headHeight]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = initialScrollTop;
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
    // The initial place holds for the first drawing only.
  }, [measure]);

  // A list that became shorter is scrolled by the browser without an event.
  useEffect(measure, [rowCount, measure]);

  return {
    scroller,
    window: virtualWindow(viewport.scrollTop, viewport.height, rowHeight, rowCount),
    keyOf: (row) => row % windowSlots(viewport.height, rowHeight),
    rowsPerPage: Math.max(1, Math.floor(viewport.height / rowHeight)),
    onScroll: () => {
      measure();
      onScrolled?.(scroller.current?.scrollTop ?? 0);
    },
    scrollToRow: (row) => {
      const element = scroller.current;
      if (element === null) return;
      element.scrollTop = scrollTopFor(row, element.scrollTop, element.clientHeight - headHeight, rowHeight);
      measure();
    },
  };
}
