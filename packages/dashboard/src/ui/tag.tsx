import type { ComponentChildren } from "preact";

export type TagTone = "neutral" | "gain" | "loss" | "warn" | "info";

interface TagProps {
  readonly tone?: TagTone;
  readonly title?: string | undefined;
  readonly children: ComponentChildren;
}

/** A short word in a frame: a reason code, a state, a kind. */
export function Tag({ tone = "neutral", title, children }: TagProps) {
  return (
    <span class={`tag tag-${tone}`} title={title}>
      {children}
    </span>
  );
}
