//! What nodes say about transactions.

use codec::{Decode, DecodeAll, Encode, Input};
use sp_core::H256;
use sp_runtime::OpaqueExtrinsic;

/// The longest message in bytes. One transaction always fits: the pool takes none longer than a
/// block may be, and the widest block is 5 MiB.
pub const MAX_MESSAGE: usize = 6 * 1024 * 1024;

/// The most transactions or hashes of one message.
pub const MAX_ITEMS: usize = 1_024;

/// What one node tells another. SCALE, at most [`MAX_MESSAGE`] bytes and [`MAX_ITEMS`] items.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub enum Message {
	/// Transactions the sender had of clients, or was asked for.
	Transactions(Vec<OpaqueExtrinsic>),
	/// Hashes of transactions that wait in the sender's pool.
	Offer(Vec<H256>),
	/// Hashes of offered transactions the sender wants.
	Request(Vec<H256>),
}

fn items<T: Decode, I: Input>(input: &mut I) -> Result<Vec<T>, codec::Error> {
	let count: codec::Compact<u32> = Decode::decode(input)?;
	let count = usize::try_from(count.0).unwrap_or(usize::MAX);
	if count == 0 || count > MAX_ITEMS {
		return Err("not 1 to 1,024 items".into());
	}
	(0..count).map(|_| T::decode(input)).collect()
}

impl Decode for Message {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		match input.read_byte()? {
			0 => items(input).map(Self::Transactions),
			1 => items(input).map(Self::Offer),
			2 => items(input).map(Self::Request),
			_ => Err("unknown message".into()),
		}
	}
}

impl Message {
	/// Reads a whole message; nothing may follow it.
	pub fn read(bytes: &[u8]) -> Option<Self> {
		(bytes.len() <= MAX_MESSAGE).then_some(())?;
		Self::decode_all(&mut &bytes[..]).ok()
	}
}

/// Parts a list of transactions into messages within the bounds, in order.
pub fn batches(transactions: Vec<OpaqueExtrinsic>, most_bytes: usize) -> Vec<Message> {
	let mut batches = Vec::new();
	let (mut batch, mut bytes) = (Vec::new(), 0);
	for transaction in transactions {
		let size = transaction.encoded_size();
		if !batch.is_empty() && (bytes + size > most_bytes || batch.len() == MAX_ITEMS) {
			batches.push(Message::Transactions(std::mem::take(&mut batch)));
			bytes = 0;
		}
		bytes += size;
		batch.push(transaction);
	}
	if !batch.is_empty() {
		batches.push(Message::Transactions(batch));
	}
	batches
}

#[cfg(test)]
mod tests {
	use super::*;

	fn transaction(len: usize) -> OpaqueExtrinsic {
		OpaqueExtrinsic::from_blob(vec![7; len])
	}

	#[test]
	fn messages_are_read_back_and_nothing_else_is() {
		let hashes = vec![H256::repeat_byte(1), H256::repeat_byte(2)];
		for message in [
			Message::Transactions(vec![transaction(1), transaction(300)]),
			Message::Offer(hashes.clone()),
			Message::Request(hashes),
		] {
			let mut bytes = message.encode();
			assert_eq!(Message::read(&bytes), Some(message));
			bytes.push(0);
			assert_eq!(Message::read(&bytes), None);
		}
		assert_eq!(Message::read(&Message::Offer(Vec::new()).encode()), None);
		let many = Message::Request(vec![H256::zero(); MAX_ITEMS + 1]);
		assert_eq!(Message::read(&many.encode()), None);
		assert_eq!(Message::read(&[3, 4]), None);
		assert_eq!(Message::read(&[]), None);
	}

	#[test]
	fn batches_keep_order_and_bounds() {
		let sizes = [10, 20, 30, 500, 5, 5];
		let batches = batches(sizes.map(transaction).into(), 64);
		let found: Vec<Vec<usize>> = batches
			.iter()
			.map(|batch| match batch {
				Message::Transactions(batch) => batch.iter().map(|one| one.inner().len()).collect(),
				other => panic!("{other:?}"),
			})
			.collect();
		assert_eq!(found, [vec![10, 20, 30], vec![500], vec![5, 5]]);
		let many =
			super::batches((0..MAX_ITEMS + 1).map(|_| transaction(1)).collect(), MAX_MESSAGE);
		assert_eq!(many.len(), 2);
		assert!(many.iter().all(|batch| Message::read(&batch.encode()).is_some()));
		assert!(super::batches(Vec::new(), 64).is_empty());
	}
}
