package dev.widgetorigin.store.simulation;

/** Errors that are planted in a simulation, one at a time, to see that it finds them. */
enum Mutant {
  NONE,
  /** Commit: a lost answer is taken for done. */
  LOST_ANSWER_IS_DONE,
  /** Commit: a number is looked up and then written, not created. */
  NUMBER_IS_CHECKED_THEN_PUT,
  /** Commit: what is appended was decided once, on the state before catching up. */
  DECIDED_ONCE,
  /** Commit: two batches may have one id. */
  IDS_REPEAT,
  /** Publish: the epoch of the uploads is not looked at again. */
  EPOCH_UNCHECKED,
  /** Publish: whether the versions whose blobs are used are still live is not looked at again. */
  REUSE_UNCHECKED(2_100),
  /** Fold: log objects that a segment holds are deleted. */
  FOLDED_ARE_DELETED,
  /** Checkpoint: it says that it is one batch further than it is. */
  CHECKPOINT_AHEAD,
  /** Checkpoint: the epoch is not in it. */
  CHECKPOINT_WITHOUT_EPOCH,
  /** Collect: nothing in the log ends the epoch. */
  NO_SWEEP,
  /** Collect: what is named is looked up before the sweep is in the log. */
  GARBAGE_BEFORE_SWEEP,
  /** Collect: uploads of the epoch that has just begun go too. */
  SWEEPS_NEXT_EPOCH,
  /** Follow: the cursor is saved before the handler is done. */
  CURSOR_BEFORE_HANDLER,
  /** Follow: a commit whose handler failed is not told of again. */
  FAILED_COMMIT_IS_SKIPPED,
  /** Tokens: whether another administrator is left is looked up before the commit. */
  ADMINISTRATORS_COUNTED_BEFORE;

  private final long first;

  Mutant() {
    this(0);
  }

  Mutant(long first) {
    this.first = first;
  }

  /** The seed at which a build begins to look for it: what takes thousands was found before. */
  long first() {
    return first;
  }
}
