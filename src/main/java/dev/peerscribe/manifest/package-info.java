/** What a recording proves: who was there, what came from whom, signed with the agent's key; and whether that still holds. */
@NullMarked
package dev.peerscribe.manifest;

import org.jspecify.annotations.NullMarked;
