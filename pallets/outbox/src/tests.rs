mod dead_letters;
mod failures;
mod machine;
mod reads;
mod report;
mod send;
mod set_destination;
