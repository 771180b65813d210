mod genesis;
mod link;
mod register;
mod set_status;
mod types;
mod unlink;
