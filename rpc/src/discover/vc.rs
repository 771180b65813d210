//! The methods about authorizations.

use super::{maybe, one, Method, Parameter, CODE, LIMIT, NUMBER};

const ALL: Parameter = ("all", "Flag", false);
const CURSOR: Parameter = ("cursor", "Cursor", false);
const DIGEST_CURSOR: Parameter = ("cursor", "OptionalDigest", false);
const AUTHORIZATIONS: Parameter = ("limit", "AuthorizationLimit", false);

pub(super) const METHODS: &[Method] = &[
	maybe(
		"vc_get",
		"An authorization by the SM3 of its credential, with what it is worth, at the best block",
		&[("digest", "Digest", true)],
		"AuthorizationAnswer",
	),
	one(
		"vc_check",
		"Whether a participant would be permitted, by an authorization or the white list, at the best \
		 block; counts and logs nothing",
		&[
			("participant", "ParticipantName", true),
			CODE,
			NUMBER,
			("scope", "Scope", true),
			("scene", "Number", true),
			("digest", "OptionalDigest", false),
			("at", "Moment", false),
		],
		"CheckAnswer",
	),
	one(
		"vc_byHolder",
		"Authorizations a holder granted, in force unless `all`, page by page, at the best block",
		&[("holder", "ParticipantName", true), ALL, DIGEST_CURSOR, AUTHORIZATIONS],
		"AuthorizationPage",
	),
	one(
		"vc_byGrantee",
		"Authorizations granted to a participant, in force unless `all`, page by page, at the best \
		 block",
		&[("grantee", "ParticipantName", true), ALL, DIGEST_CURSOR, AUTHORIZATIONS],
		"AuthorizationPage",
	),
	maybe(
		"vc_log",
		"Head of the log of an authorization, at the best block",
		&[("digest", "Digest", true)],
		"LogHead",
	),
	maybe(
		"vc_template",
		"A version of a template of credentials, the last when left out, at the best block",
		&[("number", "Number", true), ("version", "Height", false)],
		"TemplateAnswer",
	),
	maybe(
		"vc_delegate",
		"A trusted delegate, at the best block",
		&[("participant", "ParticipantName", true)],
		"Delegate",
	),
	maybe(
		"vc_whiteList",
		"An entry of the white list with the head of its log, at the best block",
		&[("participant", "ParticipantName", true), ("scene", "Number", true)],
		"WhiteListEntry",
	),
	one(
		"vc_history",
		"The finalized life of an authorization: registration, changes, uses and failed checks, oldest \
		 step first, page by page",
		&[("digest", "Digest", true), CURSOR, LIMIT],
		"AuthorizationHistory",
	),
	one(
		"vc_byBill",
		"Finalized uses of a bill, its reads on the white list and failed checks, oldest first, page by \
		 page",
		&[CODE, NUMBER, CURSOR, LIMIT],
		"AuthorizationHistory",
	),
];
