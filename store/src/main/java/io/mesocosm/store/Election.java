package io.mesocosm.store;

import java.util.concurrent.CompletionStage;

/** Chooses one leader among candidates and numbers each leadership by a term that only grows. */
public interface Election {

    /**
     * Asks for the leadership.
     *
     * @param candidate what others are told about the leader: its advertised address
     * @return completes when this candidate leads
     */
    CompletionStage<Leadership> campaign(String candidate);
}
