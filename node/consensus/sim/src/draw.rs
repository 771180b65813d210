//! Draws a run from its seed.

use crate::{
	rng::Rng,
	setup::{
		Behaviour, Link, Member, NodeId, NodeSetup, Outage, Partition, Scenario, Setup, Time,
		MOST_DRIFT,
	},
};
use fiscal_bft_primitives::BlockNumber;

/// Trouble lasts this long for every block to be decided, in ms: about as long as a block takes.
const TROUBLE_PER_BLOCK: Time = 350;

impl Setup {
	/// The run of a seed in a scenario.
	pub fn draw(seed: u64, scenario: Scenario, target: BlockNumber) -> Self {
		let mut rng = Rng::new(seed ^ name_hash(scenario.name()));
		let rng = &mut rng;
		let faulty_kind = faulty_kind(scenario, rng);
		let count = match (faulty_kind, scenario) {
			(Some(_), _) | (None, Scenario::Partition) => rng.pick(&[4, 4, 5, 7]),
			(None, _) => rng.pick(&[1, 4, 4, 4, 5, 7]),
		}
		.unwrap_or(4);
		let mut nodes = draw_nodes(count, scenario, rng);
		draw_faulty(&mut nodes, count, faulty_kind, rng);
		let plan = draw_plan(&mut nodes, count, scenario, rng);
		let link = draw_link(scenario, rng);
		let until = Time::from(target) * TROUBLE_PER_BLOCK;
		let partitions = match scenario {
			Scenario::Partition => draw_partitions(&nodes, until, 3, rng),
			Scenario::Chaos => draw_partitions(&nodes, until, 1, rng),
			_ => Vec::new(),
		};
		let outages = draw_outages(&nodes, scenario, until, rng);
		let ends = partitions.iter().map(|partition| partition.until);
		let ends = ends.chain(outages.iter().map(|outage| outage.until));
		let heal = ends.fold(until, Time::max);
		Self { seed, scenario, target, nodes, plan, link, partitions, outages, heal }
	}

	/// Whether Byzantine nodes weigh less than a third in every set that can come to be.
	pub fn is_bearable(&self) -> bool {
		self.plan.iter().all(|set| is_bearable(set, &self.nodes))
	}
}

/// FNV-1a, so that the same seed is another run in another scenario.
fn name_hash(name: &str) -> u64 {
	name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
		(hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
	})
}

fn faulty_kind(scenario: Scenario, rng: &mut Rng) -> Option<Behaviour> {
	match scenario {
		Scenario::Equivocate => Some(Behaviour::Equivocate),
		Scenario::TwoFaced => Some(Behaviour::TwoFaced),
		Scenario::Silent => Some(Behaviour::Silent),
		Scenario::Lie => Some(Behaviour::Lie),
		Scenario::Withhold => Some(Behaviour::Withhold),
		Scenario::Garbage => Some(Behaviour::Garbage),
		Scenario::Amnesia => Some(Behaviour::Amnesia),
		Scenario::Chaos => rng.pick(&[
			Behaviour::Equivocate,
			Behaviour::TwoFaced,
			Behaviour::Silent,
			Behaviour::Lie,
			Behaviour::Withhold,
			Behaviour::Garbage,
			Behaviour::Amnesia,
		]),
		Scenario::Sets if rng.permille(500) => Some(Behaviour::Equivocate),
		_ => None,
	}
}

/// The first `count` nodes are validators from the beginning. Others join later or only follow.
fn draw_nodes(count: usize, scenario: Scenario, rng: &mut Rng) -> Vec<NodeSetup> {
	let joins = matches!(scenario, Scenario::Sets | Scenario::Chaos);
	let spares = match joins {
		true => rng.between(1, 2) as usize,
		false => usize::from(rng.permille(150)),
	};
	let node = |index: usize| NodeSetup {
		behaviour: Behaviour::Honest,
		vouched: true,
		keys: usize::from(index < count || joins),
		drift: rng.between(1_000 - MOST_DRIFT, 1_000 + MOST_DRIFT),
	};
	(0..count + spares).map(node).collect()
}

fn draw_faulty(nodes: &mut [NodeSetup], count: usize, kind: Option<Behaviour>, rng: &mut Rng) {
	let Some(kind) = kind else { return };
	let most = count.saturating_sub(1) / 3;
	let faulty = rng.between(1, most as u64) as usize;
	let mut order: Vec<NodeId> = (0..count).collect();
	rng.shuffle(&mut order);
	for node in order.into_iter().take(faulty.min(most)) {
		nodes[node].behaviour = kind;
		nodes[node].vouched = false;
	}
}

fn is_bearable(set: &[Member], nodes: &[NodeSetup]) -> bool {
	let weigh = |faulty: bool| -> u64 {
		set.iter()
			.filter(|member| nodes[member.node].behaviour.is_faulty() == faulty)
			.map(|member| u64::from(member.weight))
			.sum()
	};
	let faulty = weigh(true);
	!set.is_empty() && faulty * 3 < faulty + weigh(false)
}

fn draw_plan(
	nodes: &mut [NodeSetup],
	count: usize,
	scenario: Scenario,
	rng: &mut Rng,
) -> Vec<Vec<Member>> {
	let equal = |count: usize| -> Vec<Member> {
		(0..count).map(|node| Member { node, key: 0, weight: 1 }).collect()
	};
	let mut first = equal(count);
	if rng.permille(350) {
		for member in &mut first {
			member.weight = rng.between(1, 9) as u32;
		}
	}
	if !is_bearable(&first, nodes) {
		first = equal(count);
	}
	let mut plan = vec![first];
	if matches!(scenario, Scenario::Sets | Scenario::Chaos) {
		for _ in 0..rng.between(2, 5) {
			let mut next = plan[plan.len() - 1].clone();
			change(&mut next, nodes, rng);
			if is_bearable(&next, nodes) && next != plan[plan.len() - 1] {
				plan.push(next);
			}
		}
	}
	plan
}

/// One change of a set. A key that was left behind is never taken up again: it may still be in the
/// set of the heights before.
fn change(set: &mut Vec<Member>, nodes: &mut [NodeSetup], rng: &mut Rng) {
	let index = rng.index(set.len());
	match rng.below(4) {
		0 => {
			let absent: Vec<NodeId> = (0..nodes.len())
				.filter(|node| set.iter().all(|member| member.node != *node))
				.collect();
			if let Some(node) = rng.pick(&absent) {
				let key = nodes[node].keys;
				nodes[node].keys += 1;
				set.push(Member { node, key, weight: rng.between(1, 3) as u32 });
			}
		}
		1 if set.len() > 1 => {
			set.remove(index);
		}
		2 => set[index].weight = rng.between(1, 5) as u32,
		_ => {
			let node = set[index].node;
			set[index].key = nodes[node].keys;
			nodes[node].keys += 1;
		}
	}
}

fn draw_link(scenario: Scenario, rng: &mut Rng) -> Link {
	let calm = Link { least: 2, most: 20, drop: 0, duplicate: 0, tail: 0, tail_most: 0 };
	match scenario {
		Scenario::Calm => calm,
		Scenario::Lossy | Scenario::Chaos => Link {
			most: rng.between(20, 150),
			drop: rng.between(50, 300),
			duplicate: rng.between(0, 150),
			..calm
		},
		Scenario::Slow => Link {
			most: rng.between(20, 100),
			drop: rng.between(0, 20),
			tail: rng.between(30, 250),
			tail_most: rng.between(1_000, 8_000),
			..calm
		},
		_ => Link {
			most: rng.between(10, 80),
			drop: rng.between(0, 60),
			duplicate: rng.between(0, 60),
			..calm
		},
	}
}

/// Times in which the network is apart. The pauses between them are the shorter the higher `density`.
fn draw_partitions(
	nodes: &[NodeSetup],
	until: Time,
	density: Time,
	rng: &mut Rng,
) -> Vec<Partition> {
	let mut partitions = Vec::new();
	let mut from = rng.between(0, 300);
	while from < until {
		let length = rng.between(150, 1_500);
		partitions.push(Partition { from, until: from + length, sides: draw_sides(nodes, rng) });
		from += length + rng.between(50, 1_500 / density);
	}
	partitions
}

fn draw_sides(nodes: &[NodeSetup], rng: &mut Rng) -> Vec<u8> {
	let count = nodes.len();
	let mut order: Vec<NodeId> = (0..count).collect();
	rng.shuffle(&mut order);
	let mut sides = vec![1; count];
	match rng.below(3) {
		// One alone, 3|1.
		0 => sides[order[0]] = 2,
		// Halves, 2|2.
		1 => order.iter().take(count / 2).for_each(|node| sides[*node] = 2),
		_ => sides.iter_mut().for_each(|side| *side = rng.between(1, 3) as u8),
	}
	// A Byzantine node may be where the network is not apart.
	for (side, node) in sides.iter_mut().zip(nodes) {
		if node.behaviour.is_faulty() && rng.permille(500) {
			*side = 0;
		}
	}
	sides
}

fn draw_outages(
	nodes: &[NodeSetup],
	scenario: Scenario,
	until: Time,
	rng: &mut Rng,
) -> Vec<Outage> {
	let well: Vec<NodeId> = (0..nodes.len())
		.filter(|node| match scenario {
			Scenario::Amnesia => nodes[*node].behaviour == Behaviour::Amnesia,
			_ => nodes[*node].behaviour.means_well(),
		})
		.collect();
	let mut outages = Vec::new();
	let blackouts = match scenario {
		Scenario::Blackout => rng.between(1, 3),
		Scenario::Chaos => rng.between(0, 1),
		_ => 0,
	};
	for _ in 0..blackouts {
		let at = rng.between(50, until);
		for node in 0..nodes.len() {
			let at = at + rng.below(5);
			let down = rng.between(100, 1_000);
			outages.push(outage(node, at, down, None, rng));
		}
	}
	let failures = match scenario {
		Scenario::Crash => rng.between(3, 10),
		Scenario::Disk | Scenario::Amnesia => rng.between(2, 6),
		Scenario::Chaos => rng.between(0, 6),
		_ => 0,
	};
	for _ in 0..failures {
		let Some(node) = rng.pick(&well) else { break };
		let at = rng.between(20, until);
		let down = rng.between(20, 900);
		let disk = match scenario {
			Scenario::Disk => true,
			_ => rng.permille(300),
		};
		let writes = disk.then(|| rng.below(12) as u32);
		outages.push(outage(node, at, down, writes, rng));
	}
	outages
}

fn outage(node: NodeId, at: Time, down: Time, writes: Option<u32>, rng: &mut Rng) -> Outage {
	Outage {
		node,
		at,
		until: at + down,
		writes,
		kept: rng.below(4) as usize,
		loses_chain: rng.permille(500),
	}
}
