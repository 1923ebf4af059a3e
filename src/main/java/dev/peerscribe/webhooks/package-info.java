/** Facts to whoever wants to be told of them over HTTP, as Standard Webhooks has it: signed, kept until they are delivered. */
@NullMarked
package dev.peerscribe.webhooks;

import org.jspecify.annotations.NullMarked;
