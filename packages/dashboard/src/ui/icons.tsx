import type { ComponentChildren } from "preact";

/** Bracket around a candle: target above, stop below. The product's mark. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path class="mark-target" d="M4 5h16" />
      <path class="mark-stop" d="M4 19h16" />
      <path class="mark-wick" d="M12 7.5v9" />
      <rect class="mark-body" x="9.25" y="9.25" width="5.5" height="5.5" rx="1" />
    </svg>
  );
}

interface IconProps {
  readonly children: ComponentChildren;
}

function Icon({ children }: IconProps) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      {children}
    </svg>
  );
}

export const ChevronIcon = () => (
  <Icon>
    <path d="m6 4 4 4-4 4" />
  </Icon>
);

export const SunIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="3" />
    <path d="M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3.1 3.1l1.1 1.1M11.8 11.8l1.1 1.1M3.1 12.9l1.1-1.1M11.8 4.2l1.1-1.1" />
  </Icon>
);

export const MoonIcon = () => (
  <Icon>
    <path d="M13.2 9.8A5.6 5.6 0 0 1 6.2 2.8a5.6 5.6 0 1 0 7 7Z" />
  </Icon>
);

export const SignOutIcon = () => (
  <Icon>
    <path d="M6.5 2.5h-3v11h3M7 8h7M11 5l3 3-3 3" />
  </Icon>
);

export const QueueIcon = () => (
  <Icon>
    <path d="M2.5 4h11M2.5 8h11M2.5 12h7" />
  </Icon>
);
