package dev.widgetorigin.store;

/**
 * One batch of the log, with the state that it found and the state that it left.
 *
 * @param before at {@code batch.sequence() - 1}
 * @param after at {@code batch.sequence()}
 */
public record Commit(ChangeBatch batch, CatalogSnapshot before, CatalogSnapshot after) {
  public long sequence() {
    return batch.sequence();
  }
}
