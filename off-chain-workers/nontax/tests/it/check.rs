//! The test of the connection says what is wrong and what to look at.

use crate::system::{System, Trouble};
use fiscal_bridge::{envelope::nontax::Profile, Check, Secret};
use fiscal_nontax::Client;

#[tokio::test]
async fn a_good_connection_is_said_to_be_one() {
	for (profile, words) in [(Profile::Sm3Hmac, "signs its answers"), (Profile::Md5, "md5")] {
		let system = System::start(profile).await;
		let client = system.client();
		assert_eq!(client.name(), "nontax");
		let found = client.check().await.unwrap();
		assert!(found.contains(words) && found.contains("receipts are checked"), "{found}");
		let mut config = system.config();
		config.peer_key = None;
		let found = Client::new(&config).unwrap().check().await.unwrap();
		assert!(found.contains("nontax.peer_key is not set"), "{found}");
		assert!(system.updates.lock().unwrap().is_empty());
	}
}

#[tokio::test]
async fn what_is_wrong_is_named_with_where_to_look() {
	let system = System::start(Profile::Sm3Hmac).await;
	for (trouble, words) in [
		(Trouble::Status(503), "ask whoever runs it"),
		(Trouble::Status(401), "nontax.appid"),
		(Trouble::WrongKey, "nontax.profile"),
	] {
		system.set(trouble);
		let found = system.client().check().await.unwrap_err();
		assert!(found.contains(words), "{trouble:?}: {found}");
	}
	system.set(Trouble::None);
	let mut config = system.config();
	config.credentials.secret = Secret::new("a mistyped key");
	let found = Client::new(&config).unwrap().check().await.unwrap_err();
	assert!(found.contains("shared key"), "{found}");
	assert!(!found.contains("mistyped"), "{found}");
}
