package org.heredity.pipeline.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import org.heredity.checkpoint.StateDict;

/**
 * How a value is stored. Files that belong to a value and are better not held in memory, such as
 * images, are stored beside it by {@link Running#file} and {@link Running#store}, and read through
 * the {@link Artifact}.
 *
 * @param <T> the value
 */
public interface ArtifactType<T> {
  /** A state dict. */
  ArtifactType<StateDict> TENSORS =
      new ArtifactType<>() {
        private static final String BLOB = "tensors";

        @Override
        public JsonNode write(StateDict value, Running running) {
          running.store(BLOB, value);
          return NullNode.getInstance();
        }

        @Override
        public StateDict read(Artifact from) {
          return from.blob(BLOB).tensors();
        }
      };

  /** Plain data: a record of numbers, strings, lists and records. */
  static <T> ArtifactType<T> json(Class<T> type) {
    ObjectMapper mapper = new ObjectMapper();
    return new ArtifactType<>() {
      @Override
      public JsonNode write(T value, Running running) {
        return mapper.valueToTree(value);
      }

      @Override
      public T read(Artifact from) throws JsonProcessingException {
        return mapper.treeToValue(from.value(), type);
      }
    };
  }

  /** Stores the files of a value; gives the rest of it. */
  JsonNode write(T value, Running running);

  /**
   * The value of an artifact.
   *
   * @throws JsonProcessingException if it is not of this type
   */
  T read(Artifact from) throws JsonProcessingException;
}
