/** Four nodes, joined: the product's mark. */
export function GraphIcon() {
  return (
    <svg className="icon brand-mark" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M10 5.6v3.2M8.4 11.2 5.6 13.4M11.6 11.2l2.8 2.2" />
      <circle cx="10" cy="3.6" r="2" />
      <circle cx="10" cy="10.4" r="1.7" fill="currentColor" />
      <circle cx="4.2" cy="14.8" r="2" />
      <circle cx="15.8" cy="14.8" r="2" />
    </svg>
  );
}

export function ExternalIcon() {
  return (
    <svg className="icon" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M4.5 2.5h5v5M9.5 2.5l-6.5 6.5" />
    </svg>
  );
}

/** Points down; turned by CSS where it tells open from closed. */
export function ChevronIcon() {
  return (
    <svg className="icon chevron" viewBox="0 0 12 12" aria-hidden="true">
      <path d="m2.5 4.5 3.5 3.5 3.5-3.5" />
    </svg>
  );
}

export function PlayIcon() {
  return (
    <svg className="icon" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M3 1.8v8.4L10 6Z" fill="currentColor" />
    </svg>
  );
}
