mod bucket;
mod extension;
mod machine;
mod set_default_quota;
mod set_quota;
