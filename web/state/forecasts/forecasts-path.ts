/** Apart from the rest of its page's state: every page links to it. */
export const FORECASTS_PATH = "/forecasts";
