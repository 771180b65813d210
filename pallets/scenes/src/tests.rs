mod register;
mod set_status;
mod update;
