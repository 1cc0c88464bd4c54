/** The mark: a candle whose wick is lit. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 20 24" width="18" height="22" aria-hidden="true">
      <path d="M10 1v6M10 19.5V23" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
      <rect x="5.5" y="7" width="9" height="12.5" rx="1.8" fill="currentColor" />
    </svg>
  );
}

interface StrokeIconProps {
  readonly path: string;
}

/** A line icon on a 16 px grid. */
function StrokeIcon({ path }: StrokeIconProps) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" class="icon">
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        stroke-width="1.4"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

export const SunIcon = () => (
  <StrokeIcon path="M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6ZM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
);
export const MoonIcon = () => <StrokeIcon path="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8Z" />;
export const SearchIcon = () => (
  <StrokeIcon path="M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM10.4 10.4l3.1 3.1" />
);
export const KeyboardIcon = () => (
  <StrokeIcon path="M2 4.5h12v7H2zM4.4 7h.01M6.8 7h.01M9.2 7h.01M11.6 7h.01M5.5 9.4h5" />
);
export const NewestIcon = () => <StrokeIcon path="M3 3.5 7.5 8 3 12.5M7.8 3.5 12.3 8l-4.5 4.5" />;
export const ListIcon = () => <StrokeIcon path="M2.5 4h11M2.5 8h11M2.5 12h11" />;
export const CandleIcon = () => (
  <StrokeIcon path="M5 1.8v2.4M5 10.8v2.4M3.2 4.2h3.6v6.6H3.2zM11 3.2v2M11 11.4v2.4M9.2 5.2h3.6v6.2H9.2z" />
);
export const TapeIcon = () => <StrokeIcon path="M4.5 13V3.5M2 6l2.5-2.5L7 6M11.5 3v9.5M9 10l2.5 2.5L14 10" />;
export const GaugeIcon = () => <StrokeIcon path="M2.6 12a6 6 0 1 1 10.8 0M8 10l2.8-3.6M8 10h.01" />;
export const RewindIcon = () => <StrokeIcon path="M2.6 6.2A6 6 0 1 1 2 9M2.4 2.8v3.6H6M8 5v3.3l2.2 1.4" />;
export const PairIcon = () => (
  <StrokeIcon path="M2 10.5c2-6 4-6 6-2s4 4 6-2M2 14c2-4 4-4.5 6-2.5S12 13 14 9" />
);
export const InfoIcon = () => <StrokeIcon path="M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM8 7.4v3.4M8 5.2h.01" />;
export const DownloadIcon = () => <StrokeIcon path="M8 2.5v7.2M5 7l3 3 3-3M3 13h10" />;
export const LinesIcon = () => <StrokeIcon path="M2 11.5 5.5 7l3 2.8L14 3.5M2 14h12" />;
export const FanIcon = () => (
  <StrokeIcon path="M2 11.5 5 8.5l2 1.5M7 10c2.5-.6 4.5-2.8 7-6.5M7 10c2.5-.2 4.5-.8 7-1.8M7 10c2.5.2 4.5 1.2 7 3.5" />
);
export const CrossIcon = () => <StrokeIcon path="M4.5 4.5l7 7M11.5 4.5l-7 7" />;
export const ScaleIcon = () => (
  <StrokeIcon path="M8 2.5v11M4 13.5h8M3 4.5h10M3 4.5 1.4 8.6h3.2zM13 4.5l-1.6 4.1h3.2z" />
);
