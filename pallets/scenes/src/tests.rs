mod machine;
mod register;
mod resource_types;
mod resources;
mod review;
mod rules;
mod set_status;
mod update;
