/** Styles of a lazy page: imported for their effect, bundled beside the page's code. */
declare module "*.css";
