/** What nobody should send, for tests: packets by strangers who see and forge a peer's datagrams, and by a peer that lies. */
@NullMarked
package dev.peerscribe.hostile;

import org.jspecify.annotations.NullMarked;
