package dev.peerscribe.access;

/**
 * How the agent is open.
 *
 * @param asksForCredentials whether callers have to say who they are; where not, only this machine can call
 */
public record AccessMode(boolean asksForCredentials) {}
