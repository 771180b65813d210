mod ensure;
mod machine;
mod set_rule;
