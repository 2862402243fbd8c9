package org.heredity.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of a settings record that is a settings record itself, shared by several: users
 * write its settings as if they were the outer record's own.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Inlined {
  /**
   * Defaults that differ here from the inner record's.
   *
   * @return a map as in YAML, such as {@code {lr: 0.01}}
   */
  String value() default "{}";
}
