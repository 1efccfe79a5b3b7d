package dev.widgetorigin.origin.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A {@link TemplateSuite} that runs once for each template that the program has. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BrowserTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass(name = "template {0}")
@MethodSource("dev.widgetorigin.origin.loader.LoaderTemplates#numbers")
@interface EveryTemplate {}
