Console.Error.WriteLine("veloz-engine: start it by 'veloz up'");
return 2;
