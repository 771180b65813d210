//! The gateway and the client of the platform over real sockets on loopback, against small systems that
//! speak the protocols, rightly and wrongly.

mod agreements;
mod chain;
mod client;
mod envelope;
mod evidence;
mod files;
mod local;
mod messages;
mod objects;
mod reads;
mod shares;
mod system;
mod world;
