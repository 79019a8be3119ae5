import { Component, type ComponentType, h } from "preact";

/** Draws a component again only when one of its props is another one. (Preact keeps its own in the larger `compat`.) */
export function memo<P extends object>(Inner: (props: P) => ReturnType<typeof h>): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before: Readonly<Record<string, unknown>> = { ...this.props };
      const after: Readonly<Record<string, unknown>> = { ...next };
      const names = Object.keys(after);
      return names.length !== Object.keys(before).length || names.some((name) => before[name] !== after[name]);
    }

    override render(props: P) {
      return h(Inner, props);
    }
  };
}
