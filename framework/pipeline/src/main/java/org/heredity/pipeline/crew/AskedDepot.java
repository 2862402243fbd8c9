package org.heredity.pipeline.crew;

import java.io.IOException;
import java.nio.file.Path;
import org.heredity.files.StorageException;
import org.heredity.pipeline.cache.Depot;
import org.heredity.pipeline.crew.Lines.Line;
import org.heredity.pipeline.crew.Lines.Word;

/** In a worker process: the depot, as whoever started it gives and takes files. */
public final class AskedDepot implements Depot {
  private final Lines lines;

  public AskedDepot(Lines lines) {
    this.lines = lines;
  }

  @Override
  public boolean get(String name, Path to) {
    return ask(Word.GET, name, to);
  }

  @Override
  public void put(String name, Path from) {
    ask(Word.PUT, name, from);
  }

  private boolean ask(Word word, String name, Path file) {
    try {
      lines.say(Line.of(word, name, file.toAbsolutePath().toString()));
      Line reply =
          lines.hear().orElseThrow(() -> new StorageException("the executor has ended; so do I"));
      if (!reply.text().isEmpty()) {
        throw new StorageException(reply.text());
      }
      return reply.yes();
    } catch (IOException e) {
      throw StorageException.of("speak with the executor", e);
    }
  }
}
