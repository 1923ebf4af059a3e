/** What was said in a meeting's chat and how far each message of the agent's got. */
@NullMarked
package dev.peerscribe.chat;

import org.jspecify.annotations.NullMarked;
