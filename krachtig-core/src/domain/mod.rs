pub mod id;
pub mod money;
pub mod vocabulary;
