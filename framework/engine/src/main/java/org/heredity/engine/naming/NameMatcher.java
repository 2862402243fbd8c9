package org.heredity.engine.naming;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Matches the tensors of a file with an architecture's by structure: where the names are others, a
 * prefix is whatever stands before the first convolution, and a head is one linear layer. What
 * cannot be explained wholly is refused, with how much of it fits. Stateless and thread-safe.
 */
public final class NameMatcher {
  private NameMatcher() {}

  /**
   * The network in {@code tensors}.
   *
   * @param architectures those that it may be, the likeliest first
   * @param known all others, which a message may advise
   * @throws CheckpointException if it is none of them, saying what fits, under which change of
   *     names, what is missing and what is left over; or if weights are not numbers
   */
  public static Match match(
      List<Architecture> architectures,
      Collection<Architecture> known,
      StateDict tensors,
      int imageSize) {
    for (Architecture architecture : architectures) {
      if (architecture.smallestImage() <= imageSize) {
        Optional<Match> match = match(architecture, tensors, imageSize);
        if (match.isPresent()) {
          return match.get();
        }
      }
    }
    throw new CheckpointException(refusal(architectures, known, tensors, imageSize));
  }

  /**
   * The network in {@code tensors} if it is one of {@code architecture}.
   *
   * @throws CheckpointException if it is, but weights are not numbers, or its own normalisation
   *     cannot be taken over
   */
  public static Optional<Match> match(Architecture architecture, StateDict tensors, int imageSize) {
    Optional<Match> asItIs = asItIs(architecture, tensors, imageSize);
    if (asItIs.isPresent()) {
      return asItIs;
    }
    List<Attempt> whole =
        attempts(architecture, tensors, imageSize).stream().filter(Attempt::fits).toList();
    return whole.isEmpty()
        ? Optional.empty()
        : Optional.of(whole.get(0).match(whole.subList(1, whole.size())));
  }

  private static Optional<Match> asItIs(Architecture architecture, StateDict file, int imageSize) {
    StateDict tensors = architecture.completed(file);
    Optional<NetworkSpec> spec =
        architecture
            .recognise(tensors, imageSize)
            .filter(found -> found.classes() >= Outline.FEWEST);
    if (spec.isEmpty()) {
      return Optional.empty();
    }
    try {
      spec.get().fit(tensors);
    } catch (CheckpointException e) {
      return Optional.empty();
    }
    tensors.requireNumbers();
    return Optional.of(new Match(spec.get(), tensors, List.of(), true, Optional.empty()));
  }

  /** The likeliest first; never none. */
  private static List<Attempt> attempts(
      Architecture architecture, StateDict tensors, int imageSize) {
    List<String> steps = new ArrayList<>();
    Map<String, INDArray> plain = PrunedWeights.multiplied(tensors.asMap(), steps);
    Outline outline = Outline.of(architecture, imageSize);
    List<Attempt> attempts = new ArrayList<>();
    for (String prefix : prefixes(plain, outline)) {
      for (Synonyms synonyms : Synonyms.of(plain, prefix, architecture.otherNames())) {
        attempts.add(Attempt.of(outline, plain, prefix, synonyms, steps));
      }
    }
    return attempts;
  }

  /** What stands before a convolution of three colours that is called as the first one may be. */
  private static List<String> prefixes(Map<String, INDArray> tensors, Outline outline) {
    List<String> prefixes = new ArrayList<>();
    List<String> stems = new ArrayList<>(List.of(outline.stem() + ".weight"));
    outline
        .architecture()
        .otherNames()
        .forEach(
            (other, name) -> {
              if (name.equals(outline.stem())) {
                stems.add(other + ".weight");
              }
            });
    stems.add(Synonyms.SEQUENTIAL_STEM);
    for (String stem : stems) {
      tensors.forEach(
          (name, tensor) -> {
            boolean named = name.equals(stem) || name.endsWith("." + stem);
            if (named && tensor.rank() == 4 && tensor.size(1) == Outline.COLOURS) {
              String prefix = name.substring(0, name.length() - stem.length());
              if (!prefixes.contains(prefix) && prefixes.size() < 8) {
                prefixes.add(prefix);
              }
            }
          });
    }
    if (!prefixes.contains("")) {
      prefixes.add("");
    }
    // An average or a momentum encoder beside the network itself is the second choice.
    prefixes.sort(Comparator.comparing(Leftovers::secondary));
    return prefixes;
  }

  private static String refusal(
      List<Architecture> architectures,
      Collection<Architecture> known,
      StateDict tensors,
      int imageSize) {
    for (Architecture other : known) {
      Optional<Attempt> whole =
          architectures.contains(other) || other.smallestImage() > imageSize
              ? Optional.empty()
              : attempts(other, tensors, imageSize).stream().filter(Attempt::fits).findFirst();
      if (whole.isPresent()) {
        return "the file holds no "
            + names(architectures)
            + ": its "
            + tensors.size()
            + " tensors are those of "
            + whole.get().description()
            + "; name that as the architecture";
      }
    }
    Map<Architecture, Attempt> best = new LinkedHashMap<>();
    for (Architecture architecture : architectures) {
      if (architecture.smallestImage() <= imageSize) {
        attempts(architecture, tensors, imageSize).stream()
            .max(Comparator.comparingInt(Attempt::fitting))
            .ifPresent(attempt -> best.put(architecture, attempt));
      }
    }
    Optional<Attempt> nearest =
        best.values().stream().max(Comparator.comparingDouble(Attempt::share));
    if (nearest.isPresent() && nearest.get().share() >= 0.5) {
      return "the file holds no "
          + names(architectures)
          + " that fits wholly. "
          + nearest.get().faults();
    }
    return "the file holds no "
        + names(architectures)
        + ": its "
        + tensors.size()
        + " tensors, such as "
        + tensors.names().stream().limit(3).toList()
        + ", are another network's"
        + nearest
            .filter(attempt -> attempt.fitting() > 0)
            .map(attempt -> "; " + attempt.fitting() + " of them fit " + attempt.description())
            .orElse("")
        + "; check the architecture";
  }

  private static String names(List<Architecture> architectures) {
    return String.join(" or ", architectures.stream().map(Architecture::name).toList());
  }
}
