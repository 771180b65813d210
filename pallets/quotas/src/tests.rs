mod bucket;
mod extension;
mod set_default_quota;
mod set_quota;
