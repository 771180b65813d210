//! The tests of the connections say what is wrong and what to look at.

use crate::system::{System, Trouble};
use fiscal_bridge::Check;
use fiscal_evidence::{Evidence, SigningClient};
use fiscal_sm_crypto::Pair;
use std::sync::Arc;

#[tokio::test]
async fn good_connections_are_said_to_be_good() {
	let system = System::start().await;
	let (evidence, signing) = (system.evidence(), system.signing());
	assert_eq!((Check::name(&evidence), Check::name(&signing)), ("evidence", "signing"));
	assert!(evidence.check().await.unwrap().contains("evidence chain"));
	let found = signing.check().await.unwrap();
	assert!(found.contains("1 templates") && found.contains("signing chain"), "{found}");
}

#[tokio::test]
async fn what_is_wrong_is_named_with_where_to_look() {
	let system = System::start().await;
	let mut config = system.config("evidence");
	config.peer_key = Pair::from_dev_name("somebody else").public();
	let found = Evidence::new(&config).unwrap().check().await.unwrap_err();
	assert!(found.contains("evidence.peer_key"), "{found}");
	let mut config = system.config("signing");
	config.signer = Arc::new(Pair::from_dev_name("somebody else"));
	let found = SigningClient::new(&config).unwrap().check().await.unwrap_err();
	assert!(found.contains("signing.key_file") && found.contains("signing.app"), "{found}");
	system.set(Trouble::Status(503));
	let found = system.evidence().check().await.unwrap_err();
	assert!(found.contains("ask whoever runs it"), "{found}");
	system.set(Trouble::BadTemplate);
	let found = system.signing().check().await.unwrap_err();
	assert!(found.contains("templates[0]"), "{found}");
}
