mod admin;
mod codes;
mod delegate;
mod machine;
mod queries;
mod register;
mod status;
mod usage;
