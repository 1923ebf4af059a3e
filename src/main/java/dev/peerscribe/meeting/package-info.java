/** What the agent was asked to do: join, record, leave alone or drain. */
@NullMarked
package dev.peerscribe.meeting;

import org.jspecify.annotations.NullMarked;
