mod closing;
mod decide;
mod effects;
mod machine;
mod reads;
mod request;
mod testify;
