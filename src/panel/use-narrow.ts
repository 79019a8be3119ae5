import { useEffect, useState } from "preact/hooks";

const query = window.matchMedia("(max-width: 640px)");

/** Whether rows take two lines; the style sheets ask the same question. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const onChange = () => setNarrow(query.matches);
    query.addEventListener("change", onChange);
    return () => query.removeEventListener("change", onChange);
  }, []);
  return narrow;
}
