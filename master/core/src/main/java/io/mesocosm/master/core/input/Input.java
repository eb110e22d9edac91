package io.mesocosm.master.core.input;

/**
 * One thing that happened to the master. Inputs are built by the shell, decoded and structurally
 * checked (a call's own message is present, ids are set); every decision about them is the core's.
 */
public sealed interface Input
        permits SchedulerCall, StreamClosed, AgentMessage, OperatorCall, RegistryResult, Tick {}
