/** A WebAssembly file that is imported: workerd hands it over compiled, since it compiles none from bytes. */
declare module "*.wasm" {
  const module: object;
  export default module;
}
