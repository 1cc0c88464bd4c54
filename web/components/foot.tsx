/** The small print: what this is not, and where the chart comes from. */
export function Foot() {
  return (
    <footer class="foot">
      <span>Not investment advice.</span>
      <a href="/docs">API</a>
      <a href="https://www.tradingview.com/" rel="noopener noreferrer" target="_blank">
        TradingView Lightweight Charts™
      </a>
    </footer>
  );
}
