package org.heredity.api.attack;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Several attacks that are judged together: an image counts as inherited if any of its adversarial
 * versions misleads the student. What a name stands for never changes; what finds more gets a new
 * one. Contributed by a Guice module through a {@code Multibinder<Ensemble>}. Immutable.
 *
 * @param name what it is called in a suite, in kebab case with a version, such as {@code
 *     standard-1}; unlike any attack's
 * @param description what it is, in a phrase, without a full stop
 * @param members in the order in which they are made and in which reports tell what each adds
 */
public record Ensemble(String name, String description, List<Member> members) {
  /**
   * Checks the members.
   *
   * @param name what it is called in a suite
   * @param description what it is, in a phrase
   * @param members two or more, all labelled differently
   * @throws IllegalArgumentException if they are fewer, or labelled alike
   */
  public Ensemble {
    members = List.copyOf(members);
    Set<String> labels = new HashSet<>();
    members.forEach(member -> labels.add(member.label()));
    if (members.size() < 2 || labels.size() < members.size()) {
      throw new IllegalArgumentException(
          "an ensemble needs two members or more, labelled differently; "
              + name
              + " has "
              + members);
    }
  }

  /**
   * One attack of an ensemble.
   *
   * @param label what reports call it, unique within the ensemble
   * @param attack the attack's name
   * @param settings those that differ from the attack's defaults, as in YAML
   */
  public record Member(String label, String attack, Map<String, Object> settings) {
    /**
     * Copies the settings.
     *
     * @param label what reports call it
     * @param attack the attack's name
     * @param settings those that differ from the attack's defaults
     */
    public Member {
      settings = Map.copyOf(settings);
    }
  }
}
