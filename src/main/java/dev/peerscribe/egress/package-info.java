/** Whom the agent may be sent to: names, addresses and rules about both, for every room that connects to what somebody names. */
@NullMarked
package dev.peerscribe.egress;

import org.jspecify.annotations.NullMarked;
