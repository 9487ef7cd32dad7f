//! What is generated from the WIT, version 1. A later version gets a module beside this one, chosen at load.

wasmtime::component::bindgen!({
    path: "../plugins/wit/v1",
    world: "region-rules",
    imports: { default: trappable },
});
