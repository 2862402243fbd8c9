package org.heredity.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The images of a source that can be decoded, for a dataset whose damaged files are to be left out
 * instead of stopping the run.
 *
 * @param source the readable ones, in their order
 * @param skipped why each other one was left out: the message that reading it gave
 */
public record ReadableImages(SubsetSource source, List<String> skipped) {
  public ReadableImages {
    skipped = List.copyOf(skipped);
  }

  /** Decodes every image once, on all processors, and keeps none of the pixels. */
  public static ReadableImages of(ImageSource source) {
    String[] problems = new String[source.size()];
    IntStream.range(0, problems.length)
        .parallel()
        .forEach(
            i -> {
              try {
                source.read(i);
              } catch (DataException e) {
                problems[i] = e.getMessage();
              }
            });
    int[] readable = IntStream.range(0, problems.length).filter(i -> problems[i] == null).toArray();
    List<String> skipped = new ArrayList<>();
    for (String problem : problems) {
      if (problem != null) {
        skipped.add(problem);
      }
    }
    return new ReadableImages(new SubsetSource(source, readable), skipped);
  }
}
