package dev.widgetorigin.origin.delivery.description;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.body.MemoryBudget;
import java.time.InstantSource;

/** All that delivery tells of widgets and their files, with the memory it is kept in. */
public final class Descriptions {
  private final KeptDocuments documents;
  private final MetaAnswers meta;
  private final ImportMapAnswers importMaps;
  private final VersionsAnswers versions;

  /**
   * @param publicUrl what URLs are made of; null where the origin does not know it
   * @param budget of which an eighth may be descriptions
   */
  public Descriptions(
      WidgetHeaders headers,
      Refusals refusals,
      PublicUrl publicUrl,
      InstantSource clock,
      MemoryBudget budget) {
    this.documents = new KeptDocuments(headers, budget);
    this.meta = new MetaAnswers(headers, refusals, publicUrl, clock, documents);
    this.importMaps = new ImportMapAnswers(headers, refusals, publicUrl, documents);
    this.versions = new VersionsAnswers(headers, refusals, publicUrl, documents);
  }

  /** {@code ?meta} of a file or a directory. */
  public MetaAnswers meta() {
    return meta;
  }

  /** {@code /-/importmap/{widget}/{selector}.json}. */
  public Description importMaps() {
    return importMaps;
  }

  /** {@code /{widget}?meta}. */
  public VersionsAnswers versions() {
    return versions;
  }

  /** Lets go of all memory. */
  public void clear() {
    documents.clear();
  }
}
