mod admit;
mod extension;
mod genesis;
mod registry;
mod set_roles;
mod set_status;
