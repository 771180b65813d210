//! An orderly end.
//!
//! Tasks of the SDK that wait with Tokio's timers on threads of their own (the synchronisation of
//! blocks is one) may look at their timer once more after the runtime has begun to shut down. Tokio
//! answers with a panic, and the SDK's panic hook ends the process with an error: a node that was
//! asked to stop would now and then seem to have crashed. Nothing is lost at that point, since
//! whatever is written was written by tasks that have ended.

use std::panic::{set_hook, take_hook, PanicHookInfo};

/// What Tokio says when a timer is polled while its runtime shuts down.
const TOO_LATE: &str = "context was found, but it is being shutdown";

fn text<'a>(info: &'a PanicHookInfo<'_>) -> &'a str {
	let payload = info.payload();
	let text = payload.downcast_ref::<&str>().copied();
	text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or_default()
}

/// From now on a task that looks at its timer too late ends by itself. Every other panic goes to the
/// hook that is set when this is called.
pub fn let_late_tasks_end() {
	let before = take_hook();
	set_hook(Box::new(move |info| {
		if !text(info).contains(TOO_LATE) {
			before(info);
		}
	}));
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{
		sync::{Arc, Mutex},
		time::Duration,
	};

	#[test]
	fn late_timers_are_passed_over_and_other_panics_are_not() {
		let seen = Arc::new(Mutex::new(Vec::new()));
		let (own, test) = (seen.clone(), std::thread::current().id());
		let before = take_hook();
		set_hook(Box::new(move |info| {
			if std::thread::current().id() == test {
				own.lock().unwrap().push(text(info).to_owned());
			}
		}));
		let_late_tasks_end();

		let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
		let handle = runtime.handle().clone();
		runtime.shutdown_background();
		let late = std::panic::catch_unwind(|| {
			let _entered = handle.enter();
			let wait = tokio::time::sleep(Duration::from_millis(1));
			futures::executor::block_on(wait);
		});
		let other = std::panic::catch_unwind(|| panic!("something else"));
		set_hook(before);
		assert!(late.is_err(), "Tokio still panics: else this module may go");
		assert!(other.is_err());
		assert_eq!(*seen.lock().unwrap(), ["something else"]);
	}
}
