/** The REST contract, problem details and server-sent events: what the agent shows of itself. */
@NullMarked
package dev.peerscribe.api;

import org.jspecify.annotations.NullMarked;
