//! Canonical XML 1.0: the examples of the recommendation that fall within what is admitted, and the
//! rules of its section 2.3.

use fiscal_ebill::{canonicalize, EBillFault};

fn canonical(xml: &str) -> String {
	String::from_utf8(canonicalize(xml.as_bytes()).unwrap()).unwrap()
}

/// Section 3.2, "Whitespace in Document Content": all of it.
#[test]
fn white_space_in_content_is_kept() {
	let document = "<doc>
   <clean>   </clean>
   <dirty>   A   B   </dirty>
   <mixed>
      A
      <clean>   </clean>
      B
      <dirty>   A   B   </dirty>
      C
   </mixed>
</doc>";
	assert_eq!(canonical(document), document);
}

/// Section 3.3, "Start and End Tags": the elements without attributes.
#[test]
fn empty_elements_become_pairs() {
	assert_eq!(
		canonical("<doc>\n   <e1   />\n   <e2   ></e2>\n</doc>"),
		"<doc>\n   <e1></e1>\n   <e2></e2>\n</doc>"
	);
}

/// Section 3.4, "Character Modifications and Character References": the elements without
/// attributes; the CDATA section is written with references, as the example's canonical form is.
#[test]
fn references_are_replaced_and_markup_is_escaped() {
	let document = "<doc>
   <text>First line&#x0d;&#10;Second line</text>
   <value>&#x32;</value>
   <compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>
</doc>";
	let expected = "<doc>
   <text>First line&#xD;
Second line</text>
   <value>2</value>
   <compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>
</doc>";
	assert_eq!(canonical(document), expected);
}

/// Section 3.6, "UTF-8 Encoding": the character, from a document in UTF-8.
#[test]
fn characters_are_written_in_utf_8() {
	let expected = b"<doc>\xc2\xa9</doc>";
	for document in
		["<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<doc>&#169;</doc>", "<doc>©</doc>"]
	{
		assert_eq!(canonicalize(document.as_bytes()).unwrap(), expected);
	}
}

#[test]
fn declaration_and_space_around_the_root_are_dropped() {
	assert_eq!(canonical("\u{feff}<?xml version='1.0'?>\r\n \t<a>b</a>\r\n"), "<a>b</a>");
}

#[test]
fn literal_line_endings_become_line_feeds_and_referenced_ones_stay() {
	assert_eq!(canonical("<a>1\r\n2\r3\n4</a>"), "<a>1\n2\n3\n4</a>");
	assert_eq!(canonical("<a>1&#xD;\n2&#xA;3&#9;4</a>"), "<a>1&#xD;\n2\n3\t4</a>");
	assert_eq!(canonical("<a>\r&#xD;\r\n</a>"), "<a>\n&#xD;\n</a>");
}

#[test]
fn what_needs_no_escape_has_none() {
	assert_eq!(canonical("<a>&apos;&quot;]] &#x5D;&#62;</a>"), "<a>'\"]] ]&gt;</a>");
	assert_eq!(canonical("<a>票据<b/>&#x1F9FE;</a\n>"), "<a>票据<b></b>🧾</a>");
}

#[test]
fn the_canonical_form_is_its_own_canonical_form() {
	let once = canonical("<a>\r\n<b/>&#13;&lt;x&gt;&amp;<c>&#x7968;</c> </a>");
	assert_eq!(canonical(&once), once);
}

/// Documents whose canonical form would need more than these rules are refused, not misread.
#[test]
fn what_lies_outside_is_refused() {
	for document in [
		"<a xmlns='urn:a'/>",
		"<a b='c'/>",
		"<n:a/>",
		"<a><!-- --></a>",
		"<a><?p?></a>",
		"<a><![CDATA[]]></a>",
		"<!DOCTYPE a><a/>",
		"<a>&entity;</a>",
	] {
		assert!(
			matches!(canonicalize(document.as_bytes()), Err(EBillFault::Forbidden(_))),
			"{document}"
		);
	}
}
